namespace Vouch.Bytecode.Uapi;

/// <summary>Questions about attach types.</summary>
public static class AttachTypeExtensions
{
    /// <summary>Tracing of many functions by one program: they are named when it is attached, after it was verified.</summary>
    public static bool AttachesToMany(this AttachType attachType) =>
        attachType is AttachType.TraceFentryMulti or AttachType.TraceFexitMulti or AttachType.TraceFsessionMulti;
}
