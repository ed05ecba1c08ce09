using Analytics.Catalogue.Yaml;

namespace Analytics.Catalogue.Contracts;

/// <summary>A contract that is read by itself, without the catalogue around it.</summary>
public static class ContractFile
{
    /// <summary>The contract of a file, named after it; null with all faults where it has any.</summary>
    public static async Task<(DatasetContract? Contract, IReadOnlyList<CatalogueFault> Faults)> ReadAsync(
        string path, CancellationToken cancellationToken)
    {
        // Whoever names one file names what a link leads to.
        var file = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? path;
        var faults = new FaultList(path);
        if (await CatalogueText.ReadAsync(file, faults, cancellationToken) is not { } text)
        {
            return (null, faults.All);
        }

        return (ContractReader.Read(Path.GetFileNameWithoutExtension(path), text, faults), faults.All);
    }
}
