namespace ChainWatch.Reporting;

/// <summary>A file that is there whole or not at all, and replaces none.</summary>
internal sealed class ExportFile
{
    private const int BufferSize = 1 << 16;

    private readonly string _unfinished;

    /// <exception cref="ChainWatchException">There is something of that name.</exception>
    public ExportFile(string file)
    {
        Path = System.IO.Path.GetFullPath(file);
        _unfinished = Path + ".unfinished";
        if (System.IO.Path.Exists(Path))
        {
            throw new ChainWatchException(
                Refusal.Refused, "file-exists", $"--out: {Path} is there already; nothing was written.", "Name another file: an export replaces nothing.");
        }
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Writes it; only its owner may read it.</summary>
    /// <exception cref="ChainWatchException">It cannot be written.</exception>
    public void Write(Action<Stream> content)
    {
        try
        {
            Fill(content);
            File.Move(_unfinished, Path, overwrite: false);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new ChainWatchException(Refusal.Refused, "cannot-write", $"--out: {Path} cannot be written: {denied.Message}", "Name another file.", denied);
        }
        finally
        {
            if (System.IO.Path.Exists(System.IO.Path.GetDirectoryName(Path)))
            {
                File.Delete(_unfinished);
            }
        }
    }

    /// <summary>Removes it after all.</summary>
    public void TakeBack() => File.Delete(Path);

    private void Fill(Action<Stream> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = BufferSize };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(_unfinished, options);
        content(stream);
        stream.Flush(flushToDisk: true);
    }
}
