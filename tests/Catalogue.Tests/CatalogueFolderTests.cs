using Analytics.Fixtures;

namespace Analytics.Catalogue.Tests;

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

    [Fact]
    public async Task ReadAsync_PipesLinksAndDevices_AreFaultsAndTheRestIsRead()
    {
        const string contract = "format: csv\nfields: [{name: id, type: int32}]\n";
        Write("datasets/good.yaml", contract);
        Write("elsewhere/secret.yaml", contract);
        OddFiles.MakePipe(Path.Combine(_folder, "datasets", "pipe.yaml"));
        File.CreateSymbolicLink(Path.Combine(_folder, "datasets", "zero.yaml"), "/dev/zero");
        File.CreateSymbolicLink(Path.Combine(_folder, "datasets", "linked.yaml"), Path.Combine(_folder, "elsewhere", "secret.yaml"));
        OddFiles.MakeSparse(Path.Combine(_folder, "datasets", "huge.yaml"), 1L << 40);
        OddFiles.MakeLoops(Path.Combine(_folder, "datasets", "loops"));
        OddFiles.MakeLoops(Path.Combine(_folder, "jobs"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "dashboards"), "datasets");

        var snapshot = await ReadAsync(CatalogueSnapshot.Empty).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(["good"], snapshot.Datasets.Keys);
        Assert.Equal(
            ["dashboards", "datasets/huge.yaml", "datasets/linked.yaml", "datasets/pipe.yaml", "datasets/zero.yaml"],
            snapshot.Faults.Select(fault => fault.File).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_ScriptThatIsALink_IsNotRead()
    {
        Write("datasets/sales.yaml", "format: csv\nfields: [{name: id, type: int32}]\n");
        Write("jobs/daily/job.yaml", """
            script: daily.sql
            inputs: [sales]
            output: { table: daily, columns: [{name: id, type: int32}] }
            """);
        Write("elsewhere/daily.sql", "select id from sales");
        File.CreateSymbolicLink(Path.Combine(_folder, "jobs", "daily", "daily.sql"), Path.Combine(_folder, "elsewhere", "daily.sql"));

        var snapshot = await ReadAsync(CatalogueSnapshot.Empty);

        Assert.Empty(snapshot.Jobs);
        Assert.Contains(snapshot.Faults, fault => fault.ToString().Contains("names 'daily.sql', which is not", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_MoreNamesThanACatalogueHas_SaysSo()
    {
        for (var number = 0; number <= 10_000; number++)
        {
            Write($"datasets/{number}.txt", "");
        }

        var snapshot = await ReadAsync(CatalogueSnapshot.Empty);

        Assert.Contains("more than 10,000 names", Assert.Single(snapshot.Faults).Message, StringComparison.Ordinal);
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
