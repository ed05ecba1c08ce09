using Analytics.Core.Catalogue;

namespace Analytics.Core.Tests.Catalogue;

public sealed class CatalogueFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("catalogue").FullName;

    [Fact]
    public async Task ReadAsync_ContractWithFaults_NamesEachByFileLineAndKey()
    {
        Write("datasets/sales.yaml", """
            format: cvs
            fields:
              - name: id
                type: int33
              - name: amount
                type: decimal(5,2)
                constraints:
                  minimum: lots
                  maxLenght: 3
            colour: red
            """);

        var snapshot = await ReadAsync(CatalogueSnapshot.Empty);

        Assert.Empty(snapshot.Datasets);
        Assert.Equal(
            [
                "datasets/sales.yaml:1:format",
                "datasets/sales.yaml:4:fields[0].type",
                "datasets/sales.yaml:8:fields[1].constraints.minimum",
                "datasets/sales.yaml:9:fields[1].constraints.maxLenght",
                "datasets/sales.yaml:10:colour",
            ],
            snapshot.Faults.Select(fault => $"{fault.File}:{fault.Line}:{fault.Key}"));
        Assert.Contains("did you mean 'maxLength'?", snapshot.Faults[3].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_FileBecomesFaulty_KeepsTheLastGoodDefinition()
    {
        Write("datasets/sales.yaml", "format: csv\nfields: [{name: id, type: int32}]\n");
        var good = await ReadAsync(CatalogueSnapshot.Empty);
        Write("datasets/sales.yaml", "format: csv\nfields: []\n");

        var snapshot = await ReadAsync(good);

        Assert.Same(good.Datasets["sales"], snapshot.Datasets["sales"]);
        Assert.Equal("fields", Assert.Single(snapshot.Faults).Key);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<CatalogueSnapshot> ReadAsync(CatalogueSnapshot previous) =>
        CatalogueFolder.ReadAsync(_folder, previous, TestContext.Current.CancellationToken);

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _folder);
        File.WriteAllText(path, text);
    }
}
