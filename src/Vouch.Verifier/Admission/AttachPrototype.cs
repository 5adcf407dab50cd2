using Vouch.Bytecode.Btf;

namespace Vouch.Verifier.Admission;

/// <summary>Whether arguments and result of a function are of kinds and sizes that the trampoline can pass on.</summary>
internal static class AttachPrototype
{
    private const int MaxArguments = 12;
    private const long MaxArgumentSize = 16;
    private const long PointerSize = 8;
    private const long NoSize = -1;

    public static Check Check(Session session, BtfSpec types, in BtfType prototype, string function)
    {
        if (prototype.Kind != BtfKind.FunctionPrototype)
        {
            return session.Reject(Rule.AttachPrototype, Errno.Invalid);
        }

        if (prototype.Count > MaxArguments)
        {
            return session.Reject(
                Rule.AttachPrototype, Subject.Function(function), Errno.Invalid,
                $"The function {function} has {prototype.Count} arguments. Too many.");
        }

        if (SizeOf(types, prototype.Target, out BtfType result) == NoSize || result.IsStructOrUnion)
        {
            return session.Reject(
                Rule.AttachPrototype, Subject.Function(function), Errno.Invalid,
                $"The function {function} return type {BtfKindText.Of(result.Kind)} is unsupported.");
        }

        for (int i = 0; i < prototype.Count; i++)
        {
            BtfTypeId argument = types.Parameter(prototype, i).Type;
            if (i == prototype.Count - 1 && argument.IsVoid)
            {
                return session.Reject(
                    Rule.AttachPrototype, Subject.Function(function), Errno.Invalid,
                    $"The function {function} with variable args is unsupported.");
            }

            long size = SizeOf(types, argument, out BtfType resolved);
            if (size is NoSize or > MaxArgumentSize)
            {
                return session.Reject(
                    Rule.AttachPrototype, Subject.Function(function), Errno.Invalid,
                    $"The function {function} arg{i} type {BtfKindText.Of(resolved.Kind)} is unsupported.");
            }

            if (size == 0)
            {
                return session.Reject(
                    Rule.AttachPrototype, Subject.Function(function), Errno.Invalid,
                    $"The function {function} has malformed void argument.");
            }
        }

        return Vouch.Verifier.Check.Ok;
    }

    /// <summary>Bytes that a value of the type takes when it is passed; 0 for void, -1 for types that are not passed by value.</summary>
    /// <param name="types">The BTF of <paramref name="type"/>.</param>
    /// <param name="type">The declared type.</param>
    /// <param name="resolved">The type behind its qualifiers.</param>
    public static long SizeOf(BtfSpec types, BtfTypeId type, out BtfType resolved)
    {
        resolved = types.SkipModifiers(type);
        return resolved.Kind switch
        {
            BtfKind.Pointer => PointerSize,
            BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Struct or BtfKind.Union => resolved.SizeOrType,
            BtfKind.Void when type.IsVoid => 0,
            _ => NoSize,
        };
    }
}
