namespace Analytics.Storage.Tests;

public sealed class ValidateStorageOptionsTests
{
    [Fact]
    public void Validate_NothingSet_NamesEveryKey()
    {
        var result = new ValidateStorageOptions().Validate(null, new StorageOptions());

        Assert.Contains("Storage:RawPath", result.FailureMessage);
        Assert.Contains("Storage:ProcessedPath", result.FailureMessage);
    }

    [Theory]
    [InlineData("/data/raw", "/data/raw")]
    [InlineData("/data", "/data/processed")]
    [InlineData("/data/raw", "/data")]
    public void Validate_OneStoreInsideTheOther_IsAFault(string raw, string processed) =>
        Assert.True(new ValidateStorageOptions().Validate(null, new() { RawPath = raw, ProcessedPath = processed }).Failed);

    [Fact]
    public void Validate_TwoFolders_IsFine() =>
        Assert.True(new ValidateStorageOptions().Validate(null, new() { RawPath = "/data/raw", ProcessedPath = "/data/raw2" }).Succeeded);
}
