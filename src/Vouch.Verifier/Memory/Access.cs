using System.Runtime.CompilerServices;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>A load or store while it is checked: the pointer as it was before, and what the rules of all regions share.</summary>
internal readonly ref struct Access
{
    /// <summary>The pointer as it was before: a copy of it where the value is loaded over it.</summary>
    public readonly ref readonly RegisterState Pointer;

    public readonly Session Session;
    public readonly ref readonly MemoryOperation Operation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Access(Session session, in MemoryOperation operation)
    {
        Session = session;
        Operation = ref operation;
        Pointer = ref operation.Register.In(session.Path.Frame);
        if (operation.ValueRegister >= 0 && operation.ValueRegister == operation.Register.Register)
        {
            session.PointerLoadedOver = Pointer;
            Pointer = ref session.PointerLoadedOver;
        }
    }

    public ArgumentPlace Place => Operation.Register;

    /// <summary>The instruction's offset and the pointer's fixed one.</summary>
    public int Offset => unchecked(Operation.Offset + Pointer.FixedOffset);

    public int Size => Operation.Size;

    public bool IsRead => Operation.Kind == AccessKind.Read;

    public bool IsWrite => Operation.Kind == AccessKind.Write;

    public bool HasValue => Operation.ValueRegister >= 0;

    /// <summary>The register read into or stored from; only where <see cref="HasValue"/>.</summary>
    public ref RegisterState Value => ref Session.Path.Registers[Operation.ValueRegister];

    public string TypeName => RegisterTypeText.Of(Pointer.Type);

    /// <summary>A load of something that is not tracked.</summary>
    public Check LoadUnknown()
    {
        if (IsRead && HasValue)
        {
            Value.MarkUnknown(Session.Permissions.IsBpfCapable);
        }

        return Check.Ok;
    }

    /// <summary>Who may not learn addresses may not store a pointer where it could be read back as a number.</summary>
    /// <param name="region">The message's word for the region.</param>
    public Check RequireNoLeak(string region) =>
        IsWrite && HasValue && OperandRules.IsSecretPointer(Session.Permissions, Value)
            ? Session.Reject(
                Rule.PointerLeak, Subject.Register(Operation.ValueRegister), Errno.AccessDenied,
                $"R{Operation.ValueRegister} leaks addr into {region}")
            : Check.Ok;

    public Check RejectWrite() => Session.Reject(
        Rule.ReadOnlyMemory, Place.Subject, Errno.AccessDenied, $"{Place} cannot write into {TypeName}");

    public Check RejectPointer()
    {
        Rule rule = Pointer.Type.MayBeNull ? Rule.MayBeNull : Rule.NotMemory;
        Check rejected = Session.Reject(rule, Place.Subject, Errno.AccessDenied, $"{Place} invalid mem access '{TypeName}'");
        MemoryReports.InvalidDereference(Session, Place, Pointer.Type);
        return rejected;
    }
}
