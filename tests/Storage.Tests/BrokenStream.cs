namespace Analytics.Storage.Tests;

/// <summary>Gives some bytes, then fails as a cut connection does.</summary>
internal sealed class BrokenStream(int bytes) : MemoryStream(new byte[bytes])
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        return read > 0 ? read : throw new InvalidDataException("The connection was cut.");
    }
}
