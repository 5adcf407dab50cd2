using Vouch.Bytecode.Btf;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Memory;

/// <summary>What a load from a struct described by BTF leaves in the register.</summary>
/// <param name="Target">A number, a pointer to a struct, or one to something else.</param>
/// <param name="Btf">Struct pointers: the BTF of <paramref name="Type"/>.</param>
/// <param name="Type">Struct pointers: the struct.</param>
/// <param name="Flags">What qualifies the pointer.</param>
/// <param name="FieldName">Struct pointers: the member's name.</param>
internal readonly record struct BtfLoad(BtfTarget Target, BtfHandle Btf, BtfTypeId Type, TypeFlags Flags, string FieldName)
{
    public bool IsStructPointer => Target == BtfTarget.StructPointer;

    /// <summary>Walks to the member that an access hits.</summary>
    /// <param name="session">The session.</param>
    /// <param name="btf">The BTF of <paramref name="type"/>.</param>
    /// <param name="type">The struct.</param>
    /// <param name="offset">Bytes from its start, not negative.</param>
    /// <param name="size">Bytes accessed.</param>
    /// <param name="isAllocated">An object of the program's own: pointers in it are mere numbers, and it ends where its type ends.</param>
    /// <param name="load">What is found.</param>
    public static Check Find(
        Session session, BtfHandle btf, BtfTypeId type, int offset, int size, bool isAllocated, out BtfLoad load)
    {
        BtfSpec types = session.Facts.Types(btf);
        BtfStructAccess walk = new(types, BtfMatch.WalksFlexibleArrays(session.Facts, isAllocated))
        {
            SeesAllTags = BtfTypeTags.AreAllRead(session.Facts),
        };
        BtfType at = types.Type(type);
        BtfTarget target = walk.Step(at, offset, size);
        for (int depth = 0; target == BtfTarget.NestedStruct && depth < BtfStructAccess.MaxNesting; depth++)
        {
            target = walk.Step(walk.Found, 0, size);
        }

        load = new BtfLoad(target, btf, default, TypeFlags.None, "");
        switch (target)
        {
            case BtfTarget.StructPointer when isAllocated:
                load = load with { Target = BtfTarget.Scalar };
                return Check.Ok;
            case BtfTarget.StructPointer:
                load = load with { Type = walk.Found.Id, Flags = walk.Flags, FieldName = walk.FieldName };
                return Check.Ok;
            case BtfTarget.OtherPointer:
                load = load with { Flags = TypeFlags.ReadOnly | TypeFlags.Untrusted };
                return Check.Ok;
            case BtfTarget.Scalar:
                return Check.Ok;
            case BtfTarget.Nothing:
                return session.Reject(Rule.ObjectFieldBounds, walk.Error, walk.Message);
            default:
                return session.Reject(Rule.ObjectFieldBounds, Errno.Invalid);
        }
    }

    /// <summary>Puts the value into the register loaded.</summary>
    public Check Store(Session session, ref RegisterState value)
    {
        if (Target == BtfTarget.Scalar)
        {
            value.MarkUnknown(session.Permissions.IsBpfCapable);
            return Check.Ok;
        }

        value.MarkKnown(0);
        if (Target == BtfTarget.OtherPointer)
        {
            value.Type = new RegisterType(RegisterKind.Memory, Flags);
            value.MemorySize = 0;
            return Check.Ok;
        }

        value.Type = new RegisterType(RegisterKind.BtfObject, Flags);
        value.Btf = Btf;
        value.BtfType = Type;
        if (value.Type.MayBeNull)
        {
            value.Id = session.Path.NextId();
        }

        return Check.Ok;
    }
}
