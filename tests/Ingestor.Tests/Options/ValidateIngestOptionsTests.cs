using Analytics.Ingestor.Options;

namespace Analytics.Ingestor.Tests.Options;

public sealed class ValidateIngestOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreFine()
    {
        Assert.True(new ValidateIngestOptions().Validate(null, new()).Succeeded);
        Assert.True(new ValidateRetentionOptions().Validate(null, new()).Succeeded);
    }

    [Fact]
    public void Validate_ManyFaults_NamesEachKey()
    {
        var options = new IngestOptions
        {
            MaxRecordBytes = 1,
            MaxColumns = 0,
            MaxUnpackedBytes = 0,
            MaxExpansion = 0,
            Workers = 0,
            Concurrency = 0,
            ScratchPath = " ",
            ListingInterval = TimeSpan.Zero,
            SettleTime = TimeSpan.FromSeconds(-1),
            NoSpaceDelay = TimeSpan.Zero,
        };

        var faults = new ValidateIngestOptions().Validate(null, options).Failures ?? [];

        Assert.Equal(
            ["MaxRecordBytes", "MaxColumns", "MaxUnpackedBytes", "MaxExpansion", "Workers", "Concurrency", "ScratchPath",
                "ListingInterval", "SettleTime", "NoSpaceDelay"],
            faults.Select(fault => fault["Ingest:".Length..].Split(' ')[0]));
    }

    [Fact]
    public void ValidateRetention_ManyFaults_NamesEachKey()
    {
        var options = new RetentionOptions
        {
            Interval = TimeSpan.Zero,
            VersionGrace = TimeSpan.FromSeconds(-1),
            OrphanGrace = TimeSpan.FromSeconds(-1),
        };

        Assert.Equal(3, new ValidateRetentionOptions().Validate(null, options).Failures?.Count());
    }
}
