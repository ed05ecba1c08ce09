using System.Text;
using Analytics.Tabular.Columns;
using CsCheck;

namespace Analytics.Tabular.Tests.Columns;

/// <summary>Buffers mark missing values from the first one on; what they hold must be what was put in.</summary>
public class ColumnBufferTests
{
    private static readonly Gen<string?[]> SomeRows = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 150]).SelectMany((missing, rows) =>
        Gen.Select(Gen.Int[0, 3], Gen.String[Gen.Char.AlphaNumeric, 0, 9], (chance, text) => chance < missing ? null : text).Array[rows]);

    [Fact]
    public void AppendRange_AnyPartsOfOtherBuffers_HoldsTheirRows() =>
        Gen.Select(SomeRows, Gen.Int[0, 40], Gen.Int[0, 40], Gen.Bool).Array[0, 5].Sample(parts =>
        {
            var buffer = new BytesBuffer();
            var expected = new List<string?>();
            foreach (var (rows, skipped, left, isCleared) in parts)
            {
                var part = Filled(rows);
                var first = Math.Min(skipped, rows.Length);
                var count = Math.Max(0, rows.Length - first - left);
                if (isCleared)
                {
                    buffer.Clear();
                    expected.Clear();
                }

                buffer.AppendRange(part, first, count, part.CountPresent(0, first));
                expected.AddRange(rows.AsSpan(first, count));
            }

            Assert.Equal(expected, RowsOf(buffer));
        });

    [Fact]
    public void RemoveLast_BetweenAnyRows_LeavesTheOthers() =>
        Gen.Select(SomeRows, SomeRows).Sample((rows, others) =>
        {
            var buffer = Filled(rows);
            foreach (var other in others)
            {
                Append(buffer, other);
                buffer.RemoveLast();
            }

            Append(buffer, "last");
            Assert.Equal([.. rows, "last"], RowsOf(buffer));
        });

    private static BytesBuffer Filled(IEnumerable<string?> rows)
    {
        var buffer = new BytesBuffer();
        foreach (var row in rows)
        {
            Append(buffer, row);
        }

        return buffer;
    }

    private static void Append(BytesBuffer buffer, string? row)
    {
        if (row is null)
        {
            buffer.AppendMissing();
        }
        else
        {
            buffer.Append(Encoding.ASCII.GetBytes(row));
        }
    }

    private static List<string?> RowsOf(BytesBuffer buffer)
    {
        Assert.Equal(buffer.Rows, buffer.Levels.Length);
        var (rows, value) = (new List<string?>(), 0);
        for (var row = 0; row < buffer.Rows; row++)
        {
            Assert.Equal(buffer.Levels[row] == 0, buffer.IsMissing(row));
            rows.Add(buffer.IsMissing(row) ? null : Encoding.ASCII.GetString(buffer.ValueAt(value++)));
        }

        Assert.Equal(value, buffer.CountPresent(0, buffer.Rows));
        return rows;
    }
}
