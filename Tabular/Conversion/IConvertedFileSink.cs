namespace Analytics.Tabular.Conversion;

/// <summary>
/// Takes the files of a conversion as they are closed. A file that was taken counts for nothing until the conversion
/// has ended as accepted: what a rejected or failed one delivered is the sink's to forget.
/// </summary>
public interface IConvertedFileSink
{
    /// <summary>Takes a closed, synced file. Calls come one at a time.</summary>
    Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken);
}
