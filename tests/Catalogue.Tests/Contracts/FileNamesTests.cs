using Analytics.Catalogue.Contracts;
using Analytics.Catalogue.Yaml;

namespace Analytics.Catalogue.Tests.Contracts;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("up.csv", true)]
    [InlineData("2024/01/up.csv.gz", true)]
    [InlineData("dt=2024-01-01/part-0000.snappy.parquet", true)]
    [InlineData("my_file.csv", true)]
    [InlineData("a.tmpl", true)]
    [InlineData("_SUCCESS", false)]
    [InlineData("2024/_SUCCESS", false)]
    [InlineData("_temporary/0/part-0000.csv", false)]
    [InlineData(".part-0000.csv.crc", false)]
    [InlineData("up.csv.tmp", false)]
    [InlineData("up.csv.TMP", false)]
    [InlineData("up.csv.part", false)]
    [InlineData("up.csv.crdownload", false)]
    [InlineData("up.csv.filepart", false)]
    [InlineData("up.csv.abc123.partial", false)]
    [InlineData("up.csv._COPYING_", false)]
    [InlineData("up.csv~", false)]
    public void Count_WithoutPatterns_LeavesOutWhatIsWrittenAside(string name, bool counts) =>
        Assert.Equal(counts, FileNames.Default.Count(name));

    [Theory]
    [InlineData("*.csv", "up.csv", true)]
    [InlineData("*.csv", "a/up.csv", false)]
    [InlineData("**/*.csv", "up.csv", true)]
    [InlineData("**/*.csv", "a/b/up.csv", true)]
    [InlineData("**/*.csv", "a/b/up.csv.gz", false)]
    [InlineData("**/*.CSV", "up.csv", false)]
    [InlineData("a/**/z/*.csv", "a/z/up.csv", true)]
    [InlineData("a/**/z/*.csv", "a/b/z/c/z/up.csv", true)]
    [InlineData("a/**/z/*.csv", "a/b/up.csv", false)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a/**", "b/c", false)]
    [InlineData("day-?.csv", "day-1.csv", true)]
    [InlineData("day-?.csv", "day-10.csv", false)]
    [InlineData("**/*.csv", "_temporary/up.csv", false)]
    [InlineData("_final/*.csv", "_final/up.csv", true)]
    [InlineData("*.tmp", "up.tmp", true)]
    [InlineData("**/x/**/x/*", "x/x/x/y", true)]
    [InlineData("**/x/**/x/*", "x/y/y", false)]
    [InlineData("*", "a", true)]
    [InlineData("*", "a/b", false)]
    public void Count_Pattern_FitsTheWholeName(string pattern, string name, bool counts) =>
        Assert.Equal(counts, new FileNames([pattern]).Count(name));

    [Theory]
    [InlineData("[]", "must have 1 to 20 patterns")]
    [InlineData("/a.csv", "must name what is below the dataset's folder")]
    [InlineData("../*.csv", "must name what is below the dataset's folder")]
    [InlineData("a**/b.csv", "** stands for whole folders")]
    [InlineData("a[0-9].csv", "may have *, ? and ** as wildcards")]
    public void Read_PatternThatIsNone_IsAFaultOfTheKey(string files, string message)
    {
        var faults = new FaultList("sales.yaml");
        var list = files == "[]" ? files : $"\"{files}\"";

        Assert.Null(ContractReader.Read("sales", $"files: {list}\nformat: csv\nfields: [{{name: id, type: int32}}]\n", faults));

        var fault = Assert.Single(faults.All);
        Assert.Equal("files", fault.Key);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_ManyStars_TakesNoTime()
    {
        var names = new FileNames([string.Join('/', Enumerable.Repeat("**/a", 40)) + "/b"]);

        Assert.False(names.Count(string.Join('/', Enumerable.Repeat("a", 400))));
    }
}
