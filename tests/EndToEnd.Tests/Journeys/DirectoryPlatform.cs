using Analytics.Storage;

namespace Analytics.EndToEnd.Tests.Journeys;

/// <summary>The platform over two folders, of which one is watched.</summary>
public sealed class DirectoryPlatform : JourneyPlatform
{
    protected override IObjectStore Raw => new DirectoryObjectStore(Folder.File("data/raw"));

    protected override IObjectStore Processed => new DirectoryObjectStore(Folder.File("data/processed"));

    protected override Task<IReadOnlyDictionary<string, string>> OpenStoresAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { ["Ingest:ListingInterval"] = "01:00:00" });
}
