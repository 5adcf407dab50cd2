using System;
using Vouch.Bytecode.Btf;

namespace Vouch.Verifier.Admission;

/// <summary>Whether an extension's main function has the prototype of the function that it replaces.</summary>
internal static class AttachTypeMatch
{
    /// <summary>A function, and the BTF it is described in.</summary>
    private readonly record struct Side(BtfSpec Types, BtfType Function)
    {
        public string Name => Types.NameOf(Function);

        public BtfType Prototype => Types.Type(Function.Target);

        public BtfType Result => Types.SkipModifiers(Prototype.Target);

        public BtfType Argument(int index) => Types.SkipModifiers(Types.Parameter(Prototype, index).Type);
    }

    public static Check Check(Session session, BtfSpec targetTypes, in BtfType target)
    {
        if (session.Program.Types is not { } types || session.Program.Request.Functions.IsEmpty)
        {
            return session.Reject(Rule.ReplacedFunction, Errno.Invalid, "Program extension requires BTF");
        }

        Side own = new(types, types.Type(session.Program.Request.Functions[0].Type));
        Side replaced = new(targetTypes, target);
        if (RequireGlobal(session, own).Failed(out Check why) || RequireGlobal(session, replaced).Failed(out why))
        {
            return why;
        }

        int count = own.Prototype.Count;
        if (count != replaced.Prototype.Count)
        {
            return session.Reject(
                Rule.ReplacedFunction, Subject.Function(replaced.Name),
                Errno.Invalid, $"{own.Name}() has {count} args while {replaced.Name}() has {replaced.Prototype.Count} args");
        }

        if (!IsAlike(own.Result, replaced.Result))
        {
            return session.Reject(
                Rule.ReplacedFunction, Subject.Function(replaced.Name), Errno.Invalid,
                $"Return type {Kind(own.Result)} of {own.Name}() doesn't match type {Kind(replaced.Result)} of {replaced.Name}()");
        }

        for (int i = 0; i < count; i++)
        {
            if (MatchArgument(session, own, replaced, i).Failed(out why))
            {
                return why;
            }
        }

        return Vouch.Verifier.Check.Ok;
    }

    private static Check RequireGlobal(Session session, Side side) => side.Function.FunctionLinkage == BtfLinkage.Global
        ? Vouch.Verifier.Check.Ok
        : session.Reject(Rule.ReplacedFunction, Subject.Function(side.Name), Errno.Invalid, $"{side.Name}() is not a global function");

    private static Check MatchArgument(Session session, Side own, Side replaced, int index)
    {
        BtfType argument = own.Argument(index);
        BtfType expected = replaced.Argument(index);
        if (!IsAlike(argument, expected))
        {
            return session.Reject(
                Rule.ReplacedFunction, Subject.Argument(index + 1),
                Errno.Invalid, $"arg{index} in {own.Name}() is {Kind(argument)} while {replaced.Name}() has {Kind(expected)}");
        }

        if (HasSize(argument) && argument.SizeOrType != expected.SizeOrType)
        {
            return session.Reject(
                Rule.ReplacedFunction, Subject.Argument(index + 1), Errno.Invalid,
                $"arg{index} in {own.Name}() has size {argument.SizeOrType} while {replaced.Name}() has {expected.SizeOrType}");
        }

        if (argument.Kind == BtfKind.Int || argument.IsAnyEnum)
        {
            return Vouch.Verifier.Check.Ok;
        }

        return argument.Kind == BtfKind.Pointer
            ? MatchPointers(session, own, replaced, index)
            : session.Reject(
                Rule.ReplacedFunction, Subject.Argument(index + 1), Errno.Invalid, $"arg{index} in {own.Name}() has unrecognized type");
    }

    private static Check MatchPointers(Session session, Side own, Side replaced, int index)
    {
        BtfType target = own.Types.SkipModifiers(own.Argument(index).Target);
        BtfType expected = replaced.Types.SkipModifiers(replaced.Argument(index).Target);
        if (!target.IsStructOrUnion || !expected.IsStructOrUnion)
        {
            string odd = target.IsStructOrUnion ? replaced.Name : own.Name;
            return session.Reject(
                Rule.ReplacedFunction, Subject.Argument(index + 1), Errno.Invalid, $"arg{index} in {odd}() is not a pointer to context");
        }

        string name = own.Types.NameOf(target);
        string expectedName = replaced.Types.NameOf(expected);
        return string.Equals(name, expectedName, StringComparison.Ordinal)
            ? Vouch.Verifier.Check.Ok
            : session.Reject(
                Rule.ReplacedFunction, Subject.Argument(index + 1), Errno.Invalid,
                $"arg{index} {own.Name}(struct {name} *) doesn't match {replaced.Name}(struct {expectedName} *)");
    }

    /// <summary>Same kind, same number of members, same flag: all that a type's header says besides name and size.</summary>
    private static bool IsAlike(in BtfType left, in BtfType right) =>
        left.Kind == right.Kind && left.Count == right.Count && left.KindFlag == right.KindFlag;

    private static bool HasSize(in BtfType type) => type.Kind is BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum
        or BtfKind.Enum64 or BtfKind.DataSection or BtfKind.Float;

    private static string Kind(in BtfType type) => BtfKindText.Of(type.Kind);
}
