using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;

namespace Vouch.Verifier;

/// <summary>Stands for the BTF of a program that has none, so that handle 0 always answers: only void, no names.</summary>
internal sealed class EmptyBtf : BtfSpec
{
    public static EmptyBtf Instance { get; } = new();

    public override string Name => "";

    public override BtfSpec? Base => null;

    public override int TypeLimit => 1;

    public override int FirstOwnType => 1;

    public override bool IsKernel => false;

    public override BtfType Type(BtfTypeId id) => default;

    public override string String(uint offset) => "";

    public override BtfMember Member(in BtfType type, int index) => default;

    public override BtfParameter Parameter(in BtfType prototype, int index) => default;

    public override BtfArray Array(in BtfType array) => default;

    public override BtfEnumerator Enumerator(in BtfType enumeration, int index) => default;

    public override BtfSectionVariable SectionVariable(in BtfType section, int index) => default;

    public override BtfInteger Integer(in BtfType integer) => default;

    public override BtfLinkage VariableLinkage(in BtfType variable) => default;

    public override int DeclarationTagComponent(in BtfType tag) => -1;

    public override BtfTypeId? Find(ReadOnlySpan<char> name, BtfKind kind) => null;

    public override IReadOnlyList<BtfTypeId> FindAll(ReadOnlySpan<char> name) => [];

    public override IReadOnlyList<BtfTypeId> FindFlavors(ReadOnlySpan<char> name) => [];

    public override BtfTypeId[] DeclarationTagsOf(BtfTypeId target) => [];
}
