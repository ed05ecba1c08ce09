namespace Analytics.LocalEmr.Protocol;

/// <summary>Some operations of the API.</summary>
internal interface IOperations
{
    IEnumerable<Operation> All { get; }
}
