using System.Buffers.Text;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Columns;

/// <summary>UUIDs in their 36-character form, stored as 16 bytes, the most significant first.</summary>
internal sealed class UuidColumn(Field field) : FieldColumn(field)
{
    public const int Bytes = 16;

    private const int TextLength = 36;

    private readonly BytesBuffer _buffer = new(Bytes);

    public override ColumnBuffer Buffer => _buffer;

    public override void Append(ReadOnlySpan<byte> text, RecordViolations violations)
    {
        Span<byte> value = stackalloc byte[Bytes];
        if (text.Length == TextLength && Utf8Parser.TryParse(text, out Guid uuid, out var read) && read == TextLength
            && uuid.TryWriteBytes(value, true, out _))
        {
            _buffer.Append(value);
        }
        else
        {
            Refuse("type", text, violations);
        }
    }
}
