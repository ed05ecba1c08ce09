using Analytics.Datasets.Delta;

namespace Analytics.Datasets.Tests.Delta;

public sealed class CheckpointRuleTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Due_HistoryThatAddsAFileACommit_CostsAFixedMultipleOfItsCommits(long commits)
    {
        var (written, checkpoint, size) = (0L, 0L, 0L);
        for (var version = 1L; version <= commits; version++)
        {
            if (IsDue(version, checkpoint, size, changes: version - checkpoint))
            {
                (checkpoint, size) = (version, version + 3);
                written += size;
            }
        }

        // As many actions of checkpoints for each commit, whether a thousand went before or a million.
        Assert.InRange(written / commits, 0, 1_020);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Due_HistoryOfLargeCommits_CostsAFixedMultipleOfTheirFiles(long files)
    {
        var (written, checkpoint, size) = (0L, 0L, 0L);
        const long commits = 20_000;
        for (var version = 1L; version <= commits; version++)
        {
            if (IsDue(version, checkpoint, size, changes: files * (version - checkpoint)))
            {
                (checkpoint, size) = (version, (files * version) + 3);
                written += size;
            }
        }

        Assert.InRange(written, 1, commits * (1_000 + (6 * files)));
    }

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(9, 0, 0, false)]
    [InlineData(10, 10_000, 10, true)]
    [InlineData(10, 10_001, 10, false)]
    [InlineData(20, 10_001, 20, true)]
    [InlineData(290, 300_000, 59_999, false)]
    [InlineData(290, 300_000, 60_000, true)]
    [InlineData(300, 300_000, 300, true)]
    public void Due_OneVersion_AsksForCommitsOrChangesAndAMultipleOfTen(long version, long size, long changes, bool isDue) =>
        Assert.Equal(isDue, IsDue(version, checkpoint: 0, size, changes));

    private static bool IsDue(long version, long checkpoint, long size, long changes) => CheckpointRule.MayHave(version)
        && (CheckpointRule.HasCommits(version - checkpoint, size) || changes >= CheckpointRule.Changes(size));
}
