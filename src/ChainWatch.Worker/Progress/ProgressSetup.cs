using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChainWatch.Worker.Progress;

/// <summary>Adds bars where a person looks at a terminal, and lines everywhere else.</summary>
internal static class ProgressSetup
{
    public static void AddProgress(this IServiceCollection services)
    {
        services.AddSingleton<ProgressLines>();
        if (Console.IsOutputRedirected)
        {
            services.AddSingleton<IProgress<PassProgress>>(provider => provider.GetRequiredService<ProgressLines>());
            return;
        }

        services.AddSingleton<ProgressBars>();
        services.AddSingleton<IProgress<PassProgress>>(provider => provider.GetRequiredService<ProgressBars>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ProgressBars>());
    }
}
