using Analytics.LocalEmr.Commands;
using Analytics.LocalEmr.Options;

using Microsoft.Extensions.Configuration;

namespace Analytics.LocalEmr.Tests.Commands;

public sealed class SparkSettingsTests
{
    [Theory]
    [InlineData("http://localhost:4566", "", "http://localhost:4566")]
    [InlineData("http://localhost:4566", "http://localstack:4566", "http://localstack:4566")]
    [InlineData("", "http://localstack:4566", "http://localstack:4566")]
    [InlineData("", "", null)]
    public void S3OfWorkers_WorkersThatSeeOtherNames_AreToldTheirs(string here, string there, string? expected)
    {
        var settings = Settings(here, there);

        Assert.Equal(expected, settings.S3OfWorkers().FirstOrDefault(setting => setting.Name == "fs.s3a.endpoint").Value);
        Assert.Equal(
            here.Length > 0 ? here : null, settings.S3().FirstOrDefault(setting => setting.Name == "fs.s3a.endpoint").Value);
    }

    private static SparkSettings Settings(string endpoint, string endpointOfWorkers) => new(
        new ConfigurationBuilder().AddInMemoryCollection([new("AWS_ENDPOINT_URL", endpoint)]).Build(),
        Microsoft.Extensions.Options.Options.Create(new LocalEmrOptions { SparkS3Endpoint = endpointOfWorkers }));
}
