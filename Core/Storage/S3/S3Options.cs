namespace Analytics.Storage.S3;

/// <summary>Section <c>Storage:S3</c>: how buckets are read and written.</summary>
public sealed class S3Options
{
    public const string Section = "Storage:S3";

    /// <summary>Bytes of a part, read or written: a longer object goes in several. S3 takes 5 MiB to 5 GiB.</summary>
    public int PartBytes { get; set; } = 8 << 20;

    /// <summary>Bytes of a part of content whose length is not known before its end; 10,000 of them must hold it.</summary>
    public int UnknownLengthPartBytes { get; set; } = 64 << 20;

    /// <summary>Bytes of a part of an object over 5 GiB that is copied within the store.</summary>
    public long CopyPartBytes { get; set; } = 1L << 30;

    /// <summary>How long one part may take to arrive before it is asked for again.</summary>
    public TimeSpan PartTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a part is asked for before the read fails.</summary>
    public int Attempts { get; set; } = 6;
}
