using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Vouch.Bytecode.Btf;

namespace Vouch.Bytecode.Loading;

/// <summary>A meaningful step of an access: a named member, or (name null) an array index. <c>Type</c> is what is stepped into.</summary>
internal readonly record struct CoreStep(BtfTypeId Type, int Index, string? Name);

/// <summary>
/// An access such as <c>s[0].a[3].b</c> within one BTF. The indices walk every level, anonymous members included; the steps keep
/// only names and array indices, which is what can be found again in another kernel's types.
/// </summary>
internal sealed class CorePath(BtfSpec types, BtfTypeId root, CoreRelocationKind kind)
{
    /// <summary>The longest access path, in indices.</summary>
    public const int MaximumLength = 64;

    public BtfSpec Types { get; } = types;

    public BtfTypeId Root { get; } = root;

    public CoreRelocationKind Kind { get; } = kind;

    public List<CoreStep> Steps { get; } = [];

    public List<int> Indices { get; } = [];

    /// <summary>From the begin of the root.</summary>
    public uint BitOffset { get; set; }

    public CoreStep Last => Steps[^1];

    /// <summary>Reads a relocation's access string in the program's own types.</summary>
    /// <param name="unusual">Set where a message of its own belongs to the fault.</param>
    public static CoreFault Parse(BtfSpec types, in CoreRelocation relocation, out CorePath path, out (int Index, BtfType Type)? unusual)
    {
        path = new CorePath(types, relocation.Type, relocation.Kind);
        unusual = null;
        string text = types.String(relocation.AccessStringOffset);
        if (relocation.Kind.IsType())
        {
            return text == "0" ? CoreFault.None : CoreFault.Invalid;
        }

        if (path.ReadIndices(text) is CoreFault fault and not CoreFault.None)
        {
            return fault;
        }

        BtfType start = types.SkipModifiers(relocation.Type);
        if (relocation.Kind.IsEnumerator())
        {
            return path.StartAtEnumerator(start);
        }

        return relocation.Kind.IsField() ? path.WalkFields(start, out unusual) : CoreFault.Invalid;
    }

    /// <summary>
    /// True for an array without a size of its own that ends its struct: any index into it is fine. <paramref name="before"/> is the step
    /// that led to the array.
    /// </summary>
    public static bool IsFlexible(BtfSpec types, in CoreStep before, in BtfArray array) =>
        before.Name is not null && array.Count == 0 && before.Index == types.Type(before.Type).Count - 1;

    /// <summary>The access as messages show it. Loaders cut it at 255 characters, and so does this.</summary>
    public string Describe(out bool isCut)
    {
        BtfType type = Types.Type(Root);
        string name = Types.NameOf(type);
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"<{Kind.Word()}> [{Root}] {type.Kind.Word()} {(name.Length == 0 ? "<anon>" : name)}");
        if (Kind.IsEnumerator())
        {
            AppendEnumerator(text);
        }
        else if (Kind.IsField())
        {
            AppendSteps(text);
        }

        isCut = text.Length >= 256;
        return isCut ? text.ToString(0, 255) : text.ToString();
    }

    private CoreFault ReadIndices(string text)
    {
        if (text.Length == 0)
        {
            return CoreFault.Invalid;
        }

        foreach (Range part in text.AsSpan().Split(':'))
        {
            if (!int.TryParse(text.AsSpan()[part], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                return CoreFault.Invalid;
            }

            if (Indices.Count == MaximumLength)
            {
                return CoreFault.TooBig;
            }

            Indices.Add(index);
        }

        return CoreFault.None;
    }

    private CoreFault StartAtEnumerator(in BtfType type)
    {
        if (!type.IsAnyEnum || Indices.Count > 1 || Indices[0] >= type.Count)
        {
            return CoreFault.Invalid;
        }

        Steps.Add(new CoreStep(type.Id, Indices[0], Types.String(Types.Enumerator(type, Indices[0]).NameOffset)));
        return CoreFault.None;
    }

    private CoreFault WalkFields(in BtfType start, out (int Index, BtfType Type)? unusual)
    {
        unusual = null;
        Steps.Add(new CoreStep(start.Id, Indices[0], null));
        long size = Types.SizeOf(start.Id);
        if (size < 0)
        {
            return CoreFault.Invalid;
        }

        BitOffset = unchecked((uint)(Indices[0] * size * 8));
        BtfTypeId at = start.Id;
        for (int i = 1; i < Indices.Count; i++)
        {
            BtfType type = Types.SkipModifiers(at);
            bool stepped = type.IsStructOrUnion ? StepIntoMember(type, Indices[i], ref at)
                : type.Kind == BtfKind.Array && StepIntoElement(type, Indices[i], ref at);
            if (!stepped)
            {
                unusual = type.IsStructOrUnion || type.Kind == BtfKind.Array ? null : (i, type);
                return CoreFault.Invalid;
            }
        }

        return CoreFault.None;
    }

    private bool StepIntoMember(in BtfType type, int index, ref BtfTypeId at)
    {
        if (index >= type.Count)
        {
            return false;
        }

        BtfMember member = Types.Member(type, index);
        BitOffset = unchecked(BitOffset + (uint)member.BitOffset);
        if (member.NameOffset != 0)
        {
            string name = Types.String(member.NameOffset);
            if (name.Length == 0)
            {
                return false;
            }

            Steps.Add(new CoreStep(type.Id, index, name));
        }

        at = member.Type;
        return true;
    }

    private bool StepIntoElement(in BtfType type, int index, ref BtfTypeId at)
    {
        BtfArray array = Types.Array(type);
        if (!IsFlexible(Types, Last, array) && (uint)index >= array.Count)
        {
            return false;
        }

        at = Types.SkipModifiers(array.Element).Id;
        Steps.Add(new CoreStep(at, index, null));
        long size = Types.SizeOf(at);
        BitOffset = unchecked(BitOffset + (uint)(index * size * 8));
        return size >= 0;
    }

    private void AppendEnumerator(StringBuilder text)
    {
        BtfType type = Types.SkipModifiers(Root);
        if (Indices.Count == 0 || !type.IsAnyEnum || Indices[0] >= type.Count)
        {
            return;
        }

        BtfEnumerator enumerator = Types.Enumerator(type, Indices[0]);
        _ = text.Append("::").Append(Types.String(enumerator.NameOffset)).Append(" = ");
        _ = type.KindFlag
            ? text.Append(CultureInfo.InvariantCulture, $"{enumerator.Value}")
            : text.Append(CultureInfo.InvariantCulture, $"{unchecked((ulong)enumerator.Value)}");
    }

    private void AppendSteps(StringBuilder text)
    {
        for (int i = 0; i < Steps.Count; i++)
        {
            CoreStep step = Steps[i];
            if (step.Name is not null)
            {
                _ = text.Append('.').Append(step.Name);
            }
            else if (i > 0 || step.Index > 0)
            {
                _ = text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            }
        }

        _ = text.Append(CultureInfo.InvariantCulture, $" ({string.Join(':', Indices)} @ offset {BitOffset / 8}");
        _ = BitOffset % 8 != 0 ? text.Append(CultureInfo.InvariantCulture, $".{BitOffset % 8})") : text.Append(')');
    }
}
