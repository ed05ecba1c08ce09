namespace Analytics.Results.Copy;

/// <summary>Writes one value that is not NULL: its length in bytes, then the bytes. A struct, so that the call is inlined.</summary>
internal interface ICopyEncoder<T>
{
    void Write(T value, CopyBuffer buffer);
}
