using CsCheck;

namespace Analytics.Catalogue.Tests.Yaml;

public sealed class YamlFaultTests : IDisposable
{
    private const string File = "datasets/sales.yaml";

    private static readonly string[] Wholes = [TestCatalogue.Contract, TestCatalogue.Job, TestCatalogue.Dashboard];

    private static readonly string[] Damages =
        [":", "-", "[", "{", "}", "]", "*", "&", "!", "|", ">", "\t", "\n", "'", "\"", "#", "?", "\0", "é", "%"];

    private readonly TestCatalogue _catalogue = new();

    [Theory]
    [InlineData("", 1, "must hold one mapping")]
    [InlineData("- format", 1, "must hold one mapping")]
    [InlineData("format: csv\n---\nformat: csv", 1, "must hold one mapping")]
    [InlineData("format: csv\nfields: [", 2, "This is not YAML")]
    [InlineData("format: csv\n\tfields: 1", 1, "This is not YAML")]
    [InlineData("format: csv\nfields: &f []\npartitionBy: *f", 3, "Aliases (*name) are not supported")]
    [InlineData("? [a, b]\n: c", 1, "A key must be a plain text")]
    public async Task ReadAsync_NoMappingOfKeys_SaysWhere(string text, long line, string message)
    {
        _catalogue.Write(File, text);

        var faults = (await _catalogue.ReadAsync()).Faults;

        Assert.Contains(faults, fault =>
            fault.File == File && fault.Line == line && fault.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_KeyTwiceAndOtherFaults_NamesAll()
    {
        _catalogue.Write(File, """
            format: csv
            fields:
              - name: id
                type: int33
                name: number
            format: json
            colour: red
            """);

        Assert.Equal(
            [$"{File}:4:fields[0].type", $"{File}:5:fields[0].name", $"{File}:6:format", $"{File}:7:colour"],
            (await _catalogue.PlacesAsync()).Where(place => place.StartsWith(File, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReadAsync_ExpandingAliases_EndsAtTheFirst()
    {
        var bomb = "a: &a [x, x]\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"{(char)('b' + (i % 20))}{i}: &n{i} [*{(i == 0 ? "a" : $"n{i - 1}")}, *{(i == 0 ? "a" : $"n{i - 1}")}]\n"));
        _catalogue.Write(File, bomb);

        Assert.Contains($"{File}:2:b0[0]", await _catalogue.PlacesAsync());
    }

    [Fact]
    public async Task ReadAsync_DeepNesting_IsRefused()
    {
        _catalogue.Write(File, "fields: " + new string('[', 50_000));

        var fault = Assert.Single((await _catalogue.ReadAsync()).Faults, fault => fault.File == File);

        Assert.Contains("nested too deeply", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_HugeFile_IsNotRead()
    {
        _catalogue.Write(File, new string('#', 1_000_001));
        _catalogue.Write("datasets/larger.yaml", new string('#', 4_000_001));

        var faults = (await _catalogue.ReadAsync()).Faults;

        Assert.Contains(faults, fault => fault.File == File && fault.Message.Contains("at most 1,000,000", StringComparison.Ordinal));
        Assert.Contains(
            faults,
            fault => fault.File == "datasets/larger.yaml" && fault.Message.Contains("more than 4,000,000 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_FileOfAnotherEncoding_IsAFault()
    {
        _catalogue.Write(File, [.. "format: csv # Caf"u8, 0xE9]);

        var fault = Assert.Single((await _catalogue.ReadAsync()).Faults, fault => fault.File == File);

        Assert.Contains("not UTF-8", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("datasets/Sales.yaml", "The name 'Sales' must have small letters")]
    [InlineData("datasets/1.yaml", "The name '1' must have")]
    [InlineData("datasets/other.yml", "name it .yaml")]
    public async Task ReadAsync_FileNamedWrong_IsAFault(string file, string message)
    {
        _catalogue.Write(file, TestCatalogue.Contract);

        var fault = Assert.Single((await _catalogue.ReadAsync()).Faults);

        Assert.Equal(file, fault.File);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task ReadAsync_RandomBytes_GivesFaultsAndNeverThrows() =>
        Gen.Byte.Array[0, 400].SampleAsync(async bytes => await ReadAllAsync(bytes), iter: 150, threads: 1);

    [Fact]
    public Task ReadAsync_DamagedDefinitions_GivesFaultsAndNeverThrows() =>
        Gen.Select(Gen.Int[0, 2], Gen.Select(Gen.Int[0, 400], Gen.Int[0, Damages.Length - 1]).Array[1, 6])
            .SampleAsync(
                async (whole, damages) => await ReadAllAsync(System.Text.Encoding.UTF8.GetBytes(Damage(Wholes[whole], damages))),
                iter: 300,
                threads: 1);

    public void Dispose() => _catalogue.Dispose();

    private static string Damage(string text, (int At, int By)[] damages) =>
        damages.Aggregate(text, (damaged, damage) => damaged.Insert(Math.Min(damage.At, damaged.Length), Damages[damage.By]));

    private async Task ReadAllAsync(byte[] bytes)
    {
        foreach (var file in new[] { File, "jobs/daily/job.yaml", "dashboards/shop.yaml" })
        {
            _catalogue.Write(file, bytes);
        }

        var snapshot = await _catalogue.ReadAsync();

        Assert.All(snapshot.Faults, fault => Assert.True(fault.Line >= 1, fault.ToString()));
    }
}
