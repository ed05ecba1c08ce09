using System.Buffers.Binary;
using System.Text;

namespace Analytics.Fixtures.Telemetry;

/// <summary>
/// A protobuf message by its field numbers, which opentelemetry-proto fixes; read from the wire's own rules, so that the exporter is not
/// checked with itself.
/// </summary>
public sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Number64, byte[] Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlySpan<byte> wire)
    {
        while (wire.Length > 0)
        {
            var tag = Varint(ref wire);
            var (number, bytes) = (0UL, Array.Empty<byte>());
            switch (tag & 7)
            {
                case 0:
                    number = Varint(ref wire);
                    break;
                case 1:
                    number = BinaryPrimitives.ReadUInt64LittleEndian(wire);
                    wire = wire[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref wire);
                    bytes = wire[..length].ToArray();
                    wire = wire[length..];
                    break;
                case 5:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(wire);
                    wire = wire[4..];
                    break;
                default:
                    throw new InvalidDataException($"The wire type {tag & 7} is none of protobuf's.");
            }

            _fields.Add(((int)(tag >> 3), number, bytes));
        }
    }

    /// <summary>The messages at the end of a path of field numbers, in their order.</summary>
    public IEnumerable<ProtobufMessage> At(params int[] path)
    {
        var here = _fields.Where(field => field.Number == path[0]).Select(field => new ProtobufMessage(field.Bytes));
        return path.Length == 1 ? here : here.SelectMany(inner => inner.At(path[1..]));
    }

    public byte[] Bytes(int number) => _fields.Find(field => field.Number == number).Bytes ?? [];

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number));

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number));

    /// <summary>A number as it lies on the wire; 0 where there is none.</summary>
    public ulong Number(int number) => _fields.Find(field => field.Number == number).Number64;

    public double Double(int number) => BitConverter.UInt64BitsToDouble(Number(number));

    public bool Has(int number) => _fields.Exists(field => field.Number == number);

    private static ulong Varint(ref ReadOnlySpan<byte> wire)
    {
        var (value, shift, at) = (0UL, 0, 0);
        byte last;
        do
        {
            last = wire[at++];
            value |= (ulong)(last & 0x7f) << shift;
            shift += 7;
        }
        while ((last & 0x80) != 0);

        wire = wire[at..];
        return value;
    }
}
