using System.Diagnostics.CodeAnalysis;

namespace Analytics.Results;

/// <summary>An answer or the fault that prevented it.</summary>
public readonly struct ResultAnswer<T>
    where T : class
{
    public ResultAnswer(T value) => Value = value;

    public ResultAnswer(ResultFault fault) => Fault = fault;

    public T? Value { get; }

    public ResultFault? Fault { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsOk => Value is not null;

    public static implicit operator ResultAnswer<T>(T value) => new(value);

    public static implicit operator ResultAnswer<T>(ResultFault fault) => new(fault);
}
