namespace Analytics.AppHost.Tests.Support;

/// <summary>The composition as it is without any argument: made once for all tests that only read it.</summary>
public sealed class WithContainers : IAsyncLifetime
{
    private Composition? _composition;

    internal Composition Composition => _composition ?? throw new InvalidOperationException("It is made before the first test.");

    public async ValueTask InitializeAsync() => _composition = await Support.Composition.OfAsync();

    public async ValueTask DisposeAsync()
    {
        if (_composition is not null)
        {
            await _composition.DisposeAsync();
        }
    }
}
