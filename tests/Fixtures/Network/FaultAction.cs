namespace Analytics.Fixtures.Network;

internal enum FaultAction
{
    Pass,
    Hang,
    Reset,
    Cut,
}
