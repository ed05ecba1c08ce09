using System.Diagnostics;

using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;

namespace Analytics.EndToEnd.Tests.SampleData;

/// <summary>A first start with the sample data, once for all tests that look at its results.</summary>
public sealed class SamplePlatform : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private StandaloneProgram? _program;

    /// <summary>Why jobs on Spark do not run on it; null where they do.</summary>
    internal static string? WithoutSpark { get; } = MissingOfSpark();

    internal StandaloneProgram Program => _program ?? throw new InvalidOperationException("The platform has not started.");

    public async ValueTask InitializeAsync()
    {
        _program = await StandaloneProgram.StartAsync(
            _folder.File("data"), Build.Catalogue, sampleData: true, [], WithoutSpark is null ? new Dictionary<string, string>() : null);
        await _program.WaitForJobsAsync("when-to-fly", "busiest-routes", "airports-late", "birdstrike-cost", "weather-by-month");
        if (WithoutSpark is null)
        {
            await _program.WaitForJobsAsync("delay-model", "routes-by-month", "delay-histogram");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static string? MissingOfSpark()
    {
        if (new[] { "SPARK_HOME", "HADOOP_STREAMING_JAR" }.FirstOrDefault(
            name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) is { } variable)
        {
            return $"{variable} names no Spark 3.5, or no streaming jar, to run the sample jobs on.";
        }

        var python = Environment.GetEnvironmentVariable("PYSPARK_PYTHON") is { Length: > 0 } given ? given : "python3";
        using var process = Process.Start(
            new ProcessStartInfo(python, ["-c", "import numpy"]) { RedirectStandardError = true, UseShellExecute = false });
        process?.WaitForExit();
        return process?.ExitCode == 0 ? null : $"{python} has no numpy, which the sample model needs.";
    }
}
