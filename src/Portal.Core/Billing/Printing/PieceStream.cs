namespace Portal.Core.Billing.Printing;

/// <summary>Takes a file from its first byte to its last and cuts it into pieces of one size.</summary>
internal sealed class PieceStream(int size) : Stream
{
    private readonly List<byte[]> _pieces = [];
    private byte[] _piece = new byte[size];
    private int _filled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => (long)_pieces.Count * size + _filled;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    /// <summary>All pieces, when all was written.</summary>
    public IReadOnlyList<byte[]> Pieces => _filled == 0 ? _pieces : [.. _pieces, _piece[.._filled]];

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var part = buffer[..Math.Min(buffer.Length, size - _filled)];
            part.CopyTo(_piece.AsSpan(_filled));
            _filled += part.Length;
            buffer = buffer[part.Length..];
            if (_filled == size)
            {
                _pieces.Add(_piece);
                (_piece, _filled) = (new byte[size], 0);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // What was written is kept as it is.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
