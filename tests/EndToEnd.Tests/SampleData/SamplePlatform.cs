using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;

namespace Analytics.EndToEnd.Tests.SampleData;

/// <summary>A first start with the sample data, once for all tests that look at its results.</summary>
public sealed class SamplePlatform : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private StandaloneProgram? _program;

    internal StandaloneProgram Program => _program ?? throw new InvalidOperationException("The platform has not started.");

    public async ValueTask InitializeAsync()
    {
        _program = await StandaloneProgram.StartAsync(_folder.File("data"), Build.Catalogue, sampleData: true);
        await _program.WaitForJobsAsync("when-to-fly", "busiest-routes", "airports-late", "birdstrike-cost", "weather-by-month");
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        _folder.Dispose();
    }
}
