using Vouch.Bytecode.Btf;
using Vouch.Kernel.Attach;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>Stores to fields of kernel objects: only a few fields, for the program types that are meant to set them.</summary>
internal static class KernelFieldStore
{
    public static Check Require(Session session, in RegisterState pointer, ArgumentPlace place, int offset, int size)
    {
        BtfSpec types = session.Facts.Types(pointer.Btf);
        if (!session.Program.Kernel.StructWrites.Applies(session.Facts.Traits))
        {
            return session.Reject(Rule.ObjectReadOnly, place.Subject, Errno.AccessDenied, "only read is supported");
        }

        StructWriteResult answer = session.Program.Kernel.StructWrites.Check(session.Facts.Traits, types, pointer.BtfType, offset, size);
        if (answer.IsAllowed)
        {
            return Check.Ok;
        }

        if (!session.MemoryRules.NamesRefusedStores)
        {
            return answer.Message is { } own
                ? session.Reject(Rule.ObjectReadOnly, place.Subject, Errno.AccessDenied, own)
                : session.Reject(Rule.ObjectReadOnly, place.Subject, Errno.AccessDenied);
        }

        string refusal = $"{place} cannot write into ptr_{types.NameOf(pointer.BtfType)} at off={offset} size={size}";
        return session.Reject(
            Rule.ObjectReadOnly, place.Subject, Errno.AccessDenied, answer.Message is { } reason ? $"{reason}\n{refusal}" : refusal);
    }
}
