using Analytics.Storage;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>The raw and the processed store of one run, and how they are taken away from the services.</summary>
internal interface INemesisStores : IAsyncDisposable
{
    /// <summary>Not reached through any fault: what is put there is acknowledged.</summary>
    IObjectStore Raw { get; }

    IObjectStore Processed { get; }

    /// <summary>By which the services find them.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Names of what can be done to them.</summary>
    IReadOnlyList<string> Faults { get; }

    /// <summary>Does it until the answer is disposed.</summary>
    Task<IAsyncDisposable> BeginAsync(string fault);

    /// <summary>What is left of writes that never ended.</summary>
    Task<IReadOnlyList<string>> UnfinishedWritesAsync();
}
