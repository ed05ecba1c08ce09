using CsCheck;

namespace Analytics.Emr.Tests;

public sealed class CutLinesTests
{
    private const int Longest = 5;

    private static readonly string[] Pieces = ["a", "bc", "defghij", "\n", "\r", "\r\n", " "];

    [Fact]
    public async Task Read_AnyText_GivesTheReadersLinesCut() =>
        await Gen.Int[0, Pieces.Length - 1].Select(at => Pieces[at]).Array[0, 30].Select(string.Concat).SampleAsync(async text =>
        {
            using var plain = new StringReader(text);
            var expected = new List<string>();
            while (await plain.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                expected.Add(line[..Math.Min(line.Length, Longest)]);
            }

            using var reader = new StringReader(text);
            return expected.SequenceEqual(
                await CutLines.ReadAsync(reader, Longest, TestContext.Current.CancellationToken).ToListAsync());
        });
}
