using System.Buffers;

namespace Analytics.Tabular.ParquetInput;

/// <summary>Writes into a block's buffer, which grows where a record needs it.</summary>
internal sealed class BlockWriter : IBufferWriter<byte>
{
    private const int MinFree = 4096;

    public byte[] Buffer { get; private set; } = [];

    public int Length { get; private set; }

    public void Begin(byte[] buffer) => (Buffer, Length) = (buffer, 0);

    public void WriteLineEnd()
    {
        GetSpan(1)[0] = (byte)'\n';
        Advance(1);
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return Buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return Buffer.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, MinFree);
        if (needed > Buffer.Length)
        {
            var larger = new byte[Math.Max(needed, Buffer.Length * 2)];
            Buffer.AsSpan(0, Length).CopyTo(larger);
            Buffer = larger;
        }
    }
}
