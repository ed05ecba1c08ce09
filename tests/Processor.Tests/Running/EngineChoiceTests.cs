using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.Processor.Options;
using Analytics.Processor.Running;
using Analytics.Tabular.Schema;

namespace Analytics.Processor.Tests.Running;

public sealed class EngineChoiceTests
{
    [Theory]
    [InlineData("auto", "sql", 10, true, "embedded", "Embedded engine: 10 B of input (limit 13.5 MB).")]
    [InlineData("auto", "sql", 2_000_000_000, true, "emr", "EMR: 2 GB of input exceeds the embedded engine's limit of 13.5 MB.")]
    [InlineData("auto", "sql", 2_000_000_000, false, "embedded", "exceeds the limit of 13.5 MB, but EMR is not configured.")]
    [InlineData("auto", "pyspark", 10, true, "emr", "EMR: the engine of pyspark jobs.")]
    [InlineData("auto", "pyspark", 10, false, null, "EMR: the engine of pyspark jobs.")]
    [InlineData("emr", "sql", 10, true, "emr", "The job specifies the engine 'emr'.")]
    [InlineData("emr", "sql", 10, false, null, "The job specifies the engine 'emr'.")]
    public void Choose_Job_GivesAnEngineAndTheReason(string engine, string kind, long bytes, bool hasEmr, string? expected, string reason)
    {
        var choice = Choice(hasEmr).Choose(Job(kind, engine, ColumnKind.Int32), bytes);

        Assert.Equal(expected, choice.Engine?.Name);
        Assert.Contains(reason, choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_ColumnThatSparkLacks_StaysEmbedded() =>
        Assert.Equal("embedded", Choice(hasEmr: true).Choose(Job("sql", "auto", ColumnKind.Time), long.MaxValue).Engine?.Name);

    [Fact]
    public void Choose_KindThatCannotRunHere_HasNoEngineAndSaysWhatIsMissing()
    {
        var (engine, reason) = Choice(hasEmr: true, new UnavailableEngine("hive", "Set it up.")).Choose(Job("hive", "auto", ColumnKind.Int32), 10);

        Assert.Equal((null, "Set it up."), (engine, reason));
    }

    private static EngineChoice Choice(bool hasEmr, params UnavailableEngine[] missing) => new(
        hasEmr ? [new Named("embedded"), new Named("emr")] : [new Named("embedded")],
        new EngineAvailability([.. missing]),
        Microsoft.Extensions.Options.Options.Create(new ProcessorOptions { EmbeddedInputBytes = 13_500_000 }));

    private static JobDefinition Job(string kind, string engine, ColumnKind type) => new()
    {
        Name = "job",
        Kind = kind,
        Engine = engine,
        ScriptFile = "",
        Script = "",
        Inputs = [],
        Output = new JobOutput("job", [new JobColumn("n", new ColumnType(type))], [], LoadMode.Replace),
    };

    /// <summary>Has a name, which is all that is asked of it here.</summary>
    private sealed class Named(string name) : IJobEngine
    {
        public string Name => name;

        public bool IsRemote => false;

        public Task<EngineEstimate> EstimateAsync(
            JobDefinition job, long inputBytes, UsualTime? usual, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> StartAsync(EngineTask task, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<EngineOutcome> WaitAsync(
            EngineTask task, string handle, IProgress<EngineLogLine>? log, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task CancelAsync(string handle, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> EndAsync(AbandonedAttempt attempt, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
