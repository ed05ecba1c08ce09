using Microsoft.Extensions.Primitives;

namespace Analytics.Catalogue;

/// <summary>The user's contracts, jobs and dashboards.</summary>
public interface ICatalogue
{
    /// <summary>What is in force now; one call's answer does not change under its holder.</summary>
    CatalogueSnapshot Current { get; }

    /// <summary>Fires once when <see cref="Current"/> has become another; ask again for the next change.</summary>
    IChangeToken Changed { get; }

    /// <summary>Reads the files now instead of when a change is noticed.</summary>
    Task<CatalogueSnapshot> ReloadAsync(CancellationToken cancellationToken);
}
