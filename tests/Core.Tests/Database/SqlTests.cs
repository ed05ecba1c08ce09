using Analytics.Core.Database;
using Analytics.Core.Work;

namespace Analytics.Core.Tests.Database;

public sealed class SqlTests
{
    [Fact]
    public void Of_FileBesideTheType_IsItsText() =>
        Assert.Contains("for update skip locked", Sql.Of<WorkLeases>("Claim"), StringComparison.Ordinal);

    [Fact]
    public void Of_NoSuchFile_SaysWhichOne()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Sql.Of<WorkLeases>("Nothing"));

        Assert.Contains("'Nothing.sql' is beside Analytics.Core.Work.WorkLeases", exception.Message, StringComparison.Ordinal);
    }
}
