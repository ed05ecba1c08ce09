namespace Analytics.ServiceDefaults.Security;

/// <summary>Why a request is not answered for whom it comes from.</summary>
public enum RequestOriginFault
{
    None,

    /// <summary>It names a host that is not served: a foreign name was pointed at this machine.</summary>
    ForeignHost,

    /// <summary>A page of another site would change something.</summary>
    CrossSite,
}
