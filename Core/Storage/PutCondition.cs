namespace Analytics.Storage;

/// <summary>When a write may take place.</summary>
public enum PutCondition
{
    /// <summary>Whatever is there is replaced.</summary>
    Always,

    /// <summary>Only where no object has the key yet (If-None-Match: *).</summary>
    IfAbsent,
}
