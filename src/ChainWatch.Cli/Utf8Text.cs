using System.Text;

namespace ChainWatch.Cli;

/// <summary>Writes the UTF-8 text that it is given to a writer of text, whichever way it is cut into pieces.</summary>
internal sealed class Utf8Text(TextWriter output) : Stream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private char[] _decoded = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_decoded.Length < buffer.Length)
        {
            _decoded = new char[buffer.Length];
        }

        output.Write(_decoded, 0, _decoder.GetChars(buffer, _decoded, flush: false));
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
