using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Json;
using ChainWatch.Replay.Answers;
using ChainWatch.Replay.Faults;
using Microsoft.AspNetCore.Http;

namespace ChainWatch.Replay;

/// <summary>One HTTP request and its answer, with whatever trouble comes between.</summary>
internal sealed class Exchange(Answerer answerer, NodeFaults faults, bool gzip)
{
    private const int Drips = 10;
    private long _requests;

    public async Task ServeAsync(HttpContext context)
    {
        using var request = await JsonDocument.ParseAsync(context.Request.Body);
        if (faults.Latency > TimeSpan.Zero)
        {
            await Task.Delay(faults.Latency, TimeProvider.System, context.RequestAborted);
        }

        if (faults.Take(Interlocked.Increment(ref _requests)) is { } trouble)
        {
            await StumbleAsync(context, request.RootElement, trouble);
            return;
        }

        context.Response.ContentType = "application/json";
        if (gzip && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var compressed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await WriteAsync(request.RootElement, compressed);
            return;
        }

        await answerer.WriteAsync(request.RootElement, context.Response.BodyWriter);
    }

    private async Task WriteAsync(JsonElement request, Stream to)
    {
        var writer = PipeWriter.Create(to, new StreamPipeWriterOptions(leaveOpen: true));
        await answerer.WriteAsync(request, writer);
        await writer.CompleteAsync();
    }

    private async Task StumbleAsync(HttpContext context, JsonElement request, Trouble trouble)
    {
        if (trouble.Status is { } status)
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = trouble.RetryAfter?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return;
        }

        context.Response.ContentType = "application/json";
        if (trouble.Error is { } error)
        {
            Answerer.WriteError(request, context.Response.BodyWriter, error.Code, error.Message);
            return;
        }

        using var whole = new MemoryStream();
        await WriteAsync(request, whole);
        var body = whole.ToArray();
        await SendAsync(context, body.AsMemory(0, Math.Min(body.Length, trouble.EndsAfter ?? body.Length)), trouble.Pause);
        if (trouble.IsCut)
        {
            context.Abort();
        }
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body, TimeSpan? pause)
    {
        var part = pause is null ? body.Length : (body.Length / Drips) + 1;
        for (var sent = 0; sent < body.Length; sent += part)
        {
            if (pause is { } wait)
            {
                await Task.Delay(wait, TimeProvider.System, context.RequestAborted);
            }

            await context.Response.Body.WriteAsync(body.Slice(sent, Math.Min(part, body.Length - sent)));
            await context.Response.Body.FlushAsync();
        }
    }
}
