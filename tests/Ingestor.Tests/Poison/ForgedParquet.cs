using System.Buffers.Binary;
using ZstdSharp;

namespace Analytics.Ingestor.Tests.Poison;

/// <summary>A Parquet file of one text column and one page, written byte by byte so that it may claim anything.</summary>
internal static class ForgedParquet
{
    private const byte EndOfStruct = 0;
    private const int Int = 5;
    private const int Long = 6;
    private const int Bytes = 8;
    private const int List = 9;
    private const int Struct = 12;
    private const int ByteArray = 6;
    private const int Zstd = 6;

    /// <summary>One value of very many equal letters, which zstd packs into few bytes.</summary>
    public static byte[] HugePage(int valueBytes)
    {
        var packed = Pack(valueBytes);
        return File(packed, valueBytes + sizeof(int), rows: 1);
    }

    /// <summary>A small page of one value, and a footer of any number of rows; the rest of its bytes is padding.</summary>
    public static byte[] Claim(long rows, int bytes)
    {
        var noise = new byte[bytes];
        new Random(9).NextBytes(noise);
        using var compressor = new Compressor(1);
        return File(compressor.Wrap(noise).ToArray(), bytes, rows);
    }

    private static byte[] Pack(int valueBytes)
    {
        using var packed = new MemoryStream();
        using (var zstd = new CompressionStream(packed, 1))
        {
            var block = new byte[1 << 20];
            BinaryPrimitives.WriteInt32LittleEndian(block, valueBytes);
            zstd.Write(block, 0, sizeof(int));
            Array.Fill(block, (byte)'x');
            for (var left = valueBytes; left > 0; left -= block.Length)
            {
                zstd.Write(block, 0, Math.Min(left, block.Length));
            }
        }

        return packed.ToArray();
    }

    private static byte[] File(byte[] packed, int plainBytes, long rows)
    {
        var page = new Thrift()
            .Number(1, Int, 0).Number(2, Int, plainBytes).Number(3, Int, packed.Length)
            .Begin(5).Number(1, Int, Math.Min(rows, int.MaxValue)).Number(2, Int, 0).Number(3, Int, 3).Number(4, Int, 3).End()
            .End().ToArray();
        var size = page.Length + packed.Length;
        var footer = new Thrift()
            .Number(1, Int, 1)
            .ListOf(2, Struct, 2)
            .Name(4, "root").Number(5, Int, 1).End()
            .Restart().Number(1, Int, ByteArray).Number(3, Int, 0).Name(4, "note").Number(6, Int, 0).End()
            .Resume(2).Number(3, Long, rows)
            .ListOf(4, Struct, 1)
            .ListOf(1, Struct, 1)
            .Number(2, Long, 4)
            .Begin(3)
            .Number(1, Int, ByteArray).ListOf(2, Int, 1).Raw(0).Resume(2).ListOf(3, Bytes, 1).Text("note").Resume(3)
            .Number(4, Int, Zstd)
            .Number(5, Long, rows).Number(6, Long, plainBytes + page.Length).Number(7, Long, size).Number(9, Long, 4).End()
            .End()
            .Resume(1).Number(2, Long, size).Number(3, Long, rows).End()
            .Resume(4).End().ToArray();
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        return [.. "PAR1"u8, .. page, .. packed, .. footer, .. length, .. "PAR1"u8];
    }

    /// <summary>As much of Thrift's compact protocol as a footer needs: a field is numbered by its distance to the one before.</summary>
    private sealed class Thrift
    {
        private readonly MemoryStream _bytes = new();
        private int _last;

        public byte[] ToArray() => _bytes.ToArray();

        public Thrift Number(int field, int type, long value)
        {
            Field(field, type);
            return VarInt((ulong)((value << 1) ^ (value >> 63)));
        }

        public Thrift Name(int field, string text)
        {
            Field(field, Bytes);
            return Text(text);
        }

        public Thrift Text(string text)
        {
            VarInt((ulong)text.Length);
            _bytes.Write(System.Text.Encoding.ASCII.GetBytes(text));
            return this;
        }

        public Thrift Raw(byte value)
        {
            _bytes.WriteByte(value);
            return this;
        }

        /// <summary>A list's head; its elements follow, structs from their first field.</summary>
        public Thrift ListOf(int field, int type, int count)
        {
            Field(field, List);
            _bytes.WriteByte((byte)((count << 4) | type));
            return Restart();
        }

        public Thrift Begin(int field)
        {
            Field(field, Struct);
            return Restart();
        }

        public Thrift End()
        {
            _bytes.WriteByte(EndOfStruct);
            return this;
        }

        public Thrift Restart() => Resume(0);

        /// <summary>Goes on in the outer struct behind a field.</summary>
        public Thrift Resume(int field)
        {
            _last = field;
            return this;
        }

        private void Field(int field, int type)
        {
            _bytes.WriteByte((byte)(((field - _last) << 4) | type));
            _last = field;
        }

        private Thrift VarInt(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                _bytes.WriteByte((byte)(value | 0x80));
            }

            _bytes.WriteByte((byte)value);
            return this;
        }
    }
}
