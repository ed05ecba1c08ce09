using System.Text;
using Google.Protobuf;

namespace Analytics.ServiceDefaults.Tests.Telemetry.CloudWatch;

/// <summary>
/// Walks a protobuf message by field numbers, which opentelemetry-proto fixes: in a request of each signal, field 1 holds the
/// resources, in them field 2 the scopes, in them field 2 the records.
/// </summary>
internal static class ProtobufFields
{
    /// <summary>The length-delimited fields at the end of a path of field numbers, in their order.</summary>
    public static IEnumerable<byte[]> At(byte[] message, params int[] path)
    {
        var here = Fields(message, path[0]);
        return path.Length == 1 ? here : here.SelectMany(inner => At(inner, path[1..]));
    }

    public static IEnumerable<string> TextAt(byte[] message, params int[] path) => At(message, path).Select(Encoding.UTF8.GetString);

    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag && tag != 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == number && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                found.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
