using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace ChainWatch.Support.Localnet;

/// <summary>A program that a test has started: what it says, how it ends. None outlives its test, nor a test run that is killed.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Process _process;
    private readonly Process _guard;

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, said) => Note(_output, said.Data, _lines.Writer);
        _process.ErrorDataReceived += (_, said) => Note(_error, said.Data, null);
        _process.Start();
        _guard = Guard(_process.Id);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Lines of standard output, as they come.</summary>
    public ChannelReader<string> Lines => _lines.Reader;

    /// <summary>Standard output so far.</summary>
    public string Output => Said(_output);

    /// <summary>Standard error so far.</summary>
    public string Error => Said(_error);

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a program. It sees none of this process's <c>CHAINWATCH_</c> variables.</summary>
    public static ChildProcess Start(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CHAINWATCH_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        return new ChildProcess(start);
    }

    /// <summary>Its exit code, once it has ended and all it said has been read.</summary>
    /// <exception cref="TimeoutException">It has not ended within <paramref name="limit"/>.</exception>
    public async Task<int> EndAsync(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await _process.WaitForExitAsync(cancellation).WaitAsync(limit, TimeProvider.System, cancellation);
            return _process.ExitCode;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} has not ended within {limit}. It said:\n{Output}\n{Error}", late);
        }
    }

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate()
    {
        using var sent = Shell("kill -TERM \"$0\"", _process.Id);
        sent.WaitForExit();
    }

    /// <summary>Sends SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _guard.Kill();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
        _process.Dispose();
    }

    // Its standard input closes when this process is gone, however it went.
    private static Process Guard(int id) => Shell("read -r _; kill -KILL \"$0\"", id);

    private static Process Shell(string command, int id) => Process.Start(
        new ProcessStartInfo("/bin/sh", ["-c", command, id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true })!;

    private static string Said(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private static void Note(StringBuilder text, string? line, ChannelWriter<string>? lines)
    {
        if (line is null)
        {
            lines?.TryComplete();
            return;
        }

        lock (text)
        {
            text.AppendLine(line);
        }

        lines?.TryWrite(line);
    }
}
