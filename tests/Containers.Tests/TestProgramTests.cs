using Xunit.Sdk;

namespace Analytics.Containers.Tests;

public sealed class TestProgramTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public async Task Run_ClassThatNeedsNoContainer_CountsItsTests() =>
        Assert.Equal(6, await TestProgram.RunAsync("Storage.Tests", "Analytics.Storage.Tests.S3.PartSizesTests", Nothing));

    [Fact]
    public Task Run_ClassThatThereIsNot_Fails() =>
        Assert.ThrowsAsync<TrueException>(() => TestProgram.RunAsync("Storage.Tests", "Analytics.Tests.NoSuchTests", Nothing));
}
