using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Stores to fields of kernel objects: only a few fields, for the program types that are meant to set them.</summary>
internal static class KernelFieldStore
{
    public static Check Require(Session session, in RegisterState pointer, ArgumentPlace place, int offset, int size)
    {
        _ = (pointer, place, offset, size);
        bool mayStore = session.Traits.StructOps is not null
            || session.Kernel.ProgramTypes.Find(session.Traits.Type) is { WritesKernelStructs: true };
        return mayStore
            ? session.NotSupported("stores to kernel objects")
            : session.Reject(Errno.AccessDenied, "only read is supported");
    }
}
