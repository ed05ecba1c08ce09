using Analytics.Catalogue;
using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.Fixtures;

namespace Analytics.EmbeddedEngine.Tests.Engines;

/// <summary>
/// Each SQL job of the repository's catalogue runs as it stands: guard, parameters, inputs' types and declared columns agree.
/// </summary>
public sealed class SampleJobsTests
{
    [Fact]
    public async Task Run_EverySampleSqlJobOverEmptyInputs_GivesItsDeclaredColumns()
    {
        var catalogue = await CatalogueFolder.ReadAsync(
            Repository.PathOf("catalog"), CatalogueSnapshot.Empty, TestContext.Current.CancellationToken);
        await using var bench = new EngineBench();
        var jobs = catalogue.Jobs.Values.Where(job => job.Kind == JobKinds.Sql).ToList();
        Assert.NotEmpty(jobs);

        foreach (var job in jobs)
        {
            var task = bench.Task(job.Script, EngineTask.OutputOf(job)) with
            {
                Inputs = [.. job.Inputs.Select(name => new EngineInput(
                    name, [], [.. catalogue.Datasets[name].Schema.Fields.Select(field => new EngineColumn(field.Name, field.Type))]))],
                Parameters = [.. job.Parameters.Select(parameter =>
                    new EngineParameter(parameter.Name, parameter.Type, parameter.Default))],
            };

            var result = await bench.SucceedAsync(task);

            Assert.Equal(
                job.Output.Columns.Select(column => column.Name),
                EngineBench.Query($"SELECT column_name FROM (DESCRIBE SELECT * FROM '{result.Files[0].Path}')"));
        }
    }
}
