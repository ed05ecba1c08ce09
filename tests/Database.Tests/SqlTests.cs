using Analytics.Work;

namespace Analytics.Database.Tests;

public sealed class SqlTests
{
    [Fact]
    public void Of_FileBesideTheType_IsItsText() =>
        Assert.Contains("for update skip locked", Sql.Of<WorkLeases>("Claim"), StringComparison.Ordinal);

    [Fact]
    public void Of_NoSuchFile_SaysWhichOne()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Sql.Of<WorkLeases>("Nothing"));

        Assert.Contains("'Nothing.sql' is beside Analytics.Work.WorkLeases", exception.Message, StringComparison.Ordinal);
    }
}
