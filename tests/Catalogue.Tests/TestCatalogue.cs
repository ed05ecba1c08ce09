using Analytics.Fixtures;

namespace Analytics.Catalogue.Tests;

/// <summary>A catalogue's folder that holds a dataset, a job and a dashboard without faults until a test writes over them.</summary>
internal sealed class TestCatalogue : IDisposable
{
    public const string Contract = """
        format: csv
        fields:
          - name: id
            type: int32
          - name: day
            type: date
        """;

    public const string Job = """
        kind: sql
        script: daily.sql
        inputs: [sales]
        output:
          table: daily
          columns:
            - { name: day, type: date }
            - { name: sales, type: int64 }
        """;

    public const string Dashboard = """
        title: Sales
        charts:
          - id: by-day
            title: Sales by day
            kind: line
            job: daily
            query: select day, sales from results.daily
            x: { column: day }
            y: { column: sales }
        """;

    private readonly ScratchFolder _folder = new();

    public TestCatalogue()
    {
        Write("datasets/sales.yaml", Contract);
        Write("jobs/daily/job.yaml", Job);
        Write("jobs/daily/daily.sql", "select day, count(*) as sales from sales group by day");
        Write("dashboards/shop.yaml", Dashboard);
    }

    public string Path => _folder.Path;

    public void Write(string file, string text) => Write(file, System.Text.Encoding.UTF8.GetBytes(text));

    public void Write(string file, byte[] bytes)
    {
        var path = _folder.File(file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? _folder.Path);
        File.WriteAllBytes(path, bytes);
    }

    public Task<CatalogueSnapshot> ReadAsync(CatalogueSnapshot? previous = null) =>
        CatalogueFolder.ReadAsync(_folder.Path, previous ?? CatalogueSnapshot.Empty, TestContext.Current.CancellationToken);

    /// <summary>Each fault as file:line:key.</summary>
    public async Task<string[]> PlacesAsync() => [.. (await ReadAsync()).Faults.Select(fault => $"{fault.File}:{fault.Line}:{fault.Key}")];

    public void Dispose() => _folder.Dispose();
}
