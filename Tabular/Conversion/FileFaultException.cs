namespace Analytics.Tabular.Conversion;

/// <summary>
/// Carries a fault from deep inside a reader to the edge of the conversion, which makes it an outcome.
/// </summary>
internal sealed class FileFaultException(FileFault fault) : Exception(fault.Message)
{
    public FileFault Fault { get; } = fault;
}
