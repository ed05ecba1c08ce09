using Analytics.Emr.Client;
using Analytics.Fixtures;
using Analytics.Fixtures.Emr;
using Analytics.Standalone.Spark;

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using Stranger = Analytics.Fixtures.Emr.EmrClient;

namespace Analytics.Standalone.Tests.Spark;

/// <summary>The platform's own LocalEmr, over a folder that looks like a Spark: no step is run.</summary>
public sealed class OwnSparkTests : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly WebApplicationBuilder _builder = WebApplication.CreateBuilder();
    private readonly DataFolder _data;
    private readonly StringWriter _output = new();

    public OwnSparkTests()
    {
        _data = DataFolder.TryTake(_folder.File("data"), out var fault) ?? throw new InvalidOperationException(fault);
        foreach (var file in new[] { "spark/bin/spark-submit", "spark/jars/spark-hive_2.12-3.5.6.jar", "java/bin/java" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file)) ?? "");
            File.WriteAllText(_folder.File(file), "");
        }

        _builder.Configuration["SPARK_HOME"] = _folder.File("spark");
        _builder.Configuration["JAVA_HOME"] = _folder.File("java");
        _builder.Configuration["PYSPARK_PYTHON"] = "/nowhere/python3";
        _builder.Configuration["LocalEmr:AccessKey"] = "known";
        _builder.Configuration["LocalEmr:SecretKey"] = "known to others";
        _builder.Services.AddSingleton(TimeProvider.System);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _output.DisposeAsync();
        _data.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Add_SparkIsThere_OnlyThePlatformItselfIsAnswered()
    {
        await OwnSpark.AddAsync(_builder, _data, _output, Stop);
        var options = _builder.Configuration.GetSection(EmrOptions.Section).Get<EmrOptions>() ?? new EmrOptions();
        await using var services = _builder.Services.BuildServiceProvider();
        var server = services.GetServices<IHostedService>().OfType<LocalEmrServer>().Single();
        await server.StartAsync(Stop);
        try
        {
            using var stranger = new Stranger(options.Endpoint);
            var fault = await Assert.ThrowsAsync<EmrFaultException>(() => stranger.CallAsync("ListClusters", new { }));
            var processor = EmrClients.Create(_builder.Configuration, options, TimeProvider.System);
            var known = EmrClients.Create(
                _builder.Configuration,
                new EmrOptions { Endpoint = options.Endpoint, AccessKey = "known", SecretKey = "known to others" }, TimeProvider.System);

            Assert.Equal((403, "UnrecognizedClientException"), (fault.Status, fault.Type));
            Assert.Empty(await processor.ListClustersAsync([], Stop).ToListAsync(Stop));
            await Assert.ThrowsAsync<EmrException>(async () => await known.ListClustersAsync([], Stop).ToListAsync(Stop));
            Assert.DoesNotContain(options.SecretKey, _output.ToString(), StringComparison.Ordinal);
            Assert.True(options.SecretKey.Length >= 40);
        }
        finally
        {
            await server.StopAsync(Stop);
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Add_TwoStarts_HaveTwoKeys()
    {
        var other = WebApplication.CreateBuilder();
        other.Configuration["SPARK_HOME"] = _folder.File("spark");
        other.Configuration["JAVA_HOME"] = _folder.File("java");
        await OwnSpark.AddAsync(_builder, _data, _output, Stop);
        await OwnSpark.AddAsync(other, _data, _output, Stop);

        Assert.NotEqual(_builder.Configuration["LocalEmr:SecretKey"], other.Configuration["LocalEmr:SecretKey"]);
        Assert.NotEqual(_builder.Configuration["LocalEmr:AccessKey"], other.Configuration["LocalEmr:AccessKey"]);
        Assert.Equal(_builder.Configuration["LocalEmr:SecretKey"], _builder.Configuration["Emr:SecretKey"]);
    }

    [Fact]
    public async Task Add_AnotherEmrIsSetUp_ItsKeyIsLeftAlone()
    {
        _builder.Configuration["Emr:Endpoint"] = "http://127.0.0.1:1";
        _builder.Configuration["Emr:AccessKey"] = "mine";

        await OwnSpark.AddAsync(_builder, _data, _output, Stop);

        Assert.Equal("mine", _builder.Configuration["Emr:AccessKey"]);
        Assert.DoesNotContain(_builder.Services, service => service.ServiceType == typeof(LocalEmrServer));
    }
}
