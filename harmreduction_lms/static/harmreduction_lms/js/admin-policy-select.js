// Narrows the list of policies to the credit type that is chosen. Without it, the server refuses the others.
class PolicySelect extends window.StimulusModule.Controller {
    static values = { type: String };

    connect() {
        this.all = [...this.element.options];
        this.creditType = document.getElementById(this.typeValue);
        this.narrow = this.narrow.bind(this);
        this.creditType?.addEventListener("change", this.narrow);
        this.narrow();
    }

    disconnect() {
        this.creditType?.removeEventListener("change", this.narrow);
    }

    narrow() {
        const wanted = this.creditType?.value;
        const chosen = this.element.value;
        const fits = (option) => !option.value || !wanted || option.dataset.creditType === wanted;
        this.element.replaceChildren(...this.all.filter(fits));
        const kept = [...this.element.options].some((option) => option.value === chosen);
        this.element.value = kept ? chosen : "";
    }
}

window.wagtail.app.register("hrlms-policy-select", PolicySelect);
